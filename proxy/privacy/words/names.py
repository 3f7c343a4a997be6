"""Common first names of many countries, in small letters, as a hint where a message is only a name.

Not a list of who is protected: the trained model finds names; this list lets a bare "christina taylor"
or "im jack" be understood without it. Written by hand from general knowledge. Names that are also
everyday words (may, will, rose) count only where a cue or a question speaks for them.
"""

ENGLISH = """
aaron abby abigail adam addison adrian aidan aiden aimee alan albert alec alex alexa alexander alexandra
alexis alfred alice alicia alison allan allen allison alyssa amanda amber amelia amy andrea andrew andy
angela angelina anita ann anna anne annie anthony april archie ariana ariel arnold arthur ashley ashton
aubrey audrey austin ava avery bailey barbara barry beatrice becky belinda ben benjamin bernadette bernard
bernice bert beth bethany betty beverly bill billy blake bob bobby bonnie brad bradley brandon brandy
brenda brendan brent brett brian briana brianna bridget brittany brooke bruce bryan bryce caitlin caleb
calvin cameron camilla candace cara carl carla carly carmen carol caroline carolyn carrie casey cassandra
catherine cathy cecilia chad charlene charles charlie charlotte chelsea cheryl chloe chris christian
christina christine christopher christy cindy claire clara clarence clark claudia clayton clifford clint
clyde cody cole colin colleen connie connor constance corey cory courtney craig cristina crystal curtis
cynthia daisy dale damian damon dan dana daniel danielle danny daphne darlene darren darryl dave david
dawn dean deanna deb debbie deborah debra declan denise dennis derek derrick desiree destiny devin diana
diane dolores dominic don donald donna dora doreen doris dorothy doug douglas duncan dustin dwayne dwight
dylan earl ed eddie edgar edith edmund eduardo edward edwin eileen elaine eleanor elena eli elijah elise
elizabeth ella ellen ellie elliot elliott elsie emily emma eric erica erik erika erin ernest esme esther
ethan ethel eugene eva evan evelyn ezra faith fay felicia felix fiona florence frances francis frank
franklin fred freddie frederick freya gabriel gabriella gabrielle gail garrett gary gavin gemma gene
geoffrey george georgia georgina gerald geraldine gerard gilbert gina gladys glenn gloria gordon grace
graham grant greg gregory greta gwen gwendolyn hailey hannah harold harper harriet harrison harry harvey
hazel heather hector heidi helen helena henry herbert holly howard hugh hugo hunter ian ida imogen
irene iris isaac isabel isabella isabelle isaiah isla ivan ivy jack jackie jackson jacob jacqueline jade
jaime jake james jamie jan jane janet janice jared jasmine jason jasper jay jayden jean jeanette jeff
jeffrey jenna jennifer jenny jeremiah jeremy jerome jerry jesse jessica jessie jill jim jimmy jo joan
joann joanna joanne jocelyn jodi joe joel joey john johnny jon jonathan jordan jose joseph josephine josh
joshua joy joyce juan juanita judith judy julia julian juliana julie juliet june justin kara karen kari
karl kate katelyn katherine kathleen kathryn kathy katie katrina kay kayla keith kelley kelly kelsey ken
kendra kenneth kenny kerry kevin kim kimberly kirk kirsten krista kristen kristin kristina kurt kyle
kylie lacey lance larry laura lauren laurence laurie lawrence leah lee leigh lena leo leon leonard leroy
leslie levi lewis liam lillian lily linda lindsay lindsey lisa liz lloyd logan lois lola loretta lori
lorraine louis louise lucas lucia lucille lucy luis luke lydia lynn mabel mackenzie madeline madison maggie
mandy marc marcia marcus margaret margie maria marie marilyn marion marissa marjorie mark marlene martha
martin marvin mary mason matt matthew maureen maurice max maxine maya megan meghan mel melanie melinda
melissa melvin mia michael michele michelle miguel mike mildred miles milo mindy miranda misty mitchell
molly monica monique morgan muriel myra nadine nancy naomi natalie natasha nathan nathaniel neil nellie
nicholas nick nicole nigel nina noah noel nora norma norman olga oliver olivia ollie oscar owen paige
pam pamela pat patricia patrick patty paul paula pauline pearl peggy penelope penny perry peter phil philip
phillip phoebe phyllis poppy preston priscilla quentin rachel ralph ramona randall randy ray raymond
rebecca reggie regina reginald renee rhonda ricardo richard rick ricky riley rita rob robert roberta robin
robyn rod rodney roger roland roman ron ronald ronnie rory rosa rosalind rose rosemary rosie ross roxanne
roy ruben ruby russell ruth ryan sabrina sadie sally sam samantha samuel sandra sandy sara sarah saul
savannah scott sean sebastian selena serena seth shane shannon sharon shaun shawn sheila shelby shelley
sheri sherry shirley sidney sierra simon skylar sofia sonia sonya sophia sophie spencer stacey stacy
stan stanley stella stephanie stephen steve steven stewart stuart sue summer susan suzanne sydney sylvia
tabitha tamara tammy tanya tara taylor ted teresa terrance terri terry tessa thelma theo theodore theresa
thomas tiffany tim timothy tina toby todd tom tommy toni tony tracey traci tracy travis trevor tricia
tristan troy tyler tyrone valerie vanessa vera verna vernon veronica vicki vicky victor victoria vincent
viola violet virginia vivian wade walter wanda warren wayne wendy wesley whitney wilfred will willa
willard william willie wilma winston xavier yolanda yvette yvonne zach zachary zack zara zoe zoey
"""

EUROPEAN = """
adele agathe agnes agnieszka aleksander aleksandra alessandra alessandro alessia alessio alfonso alfredo
alina almudena alvaro álvaro amandine amaya ana anaïs anastasia anders andre andré andreas andrés andrzej
angelo anja anke anneke annette annika antje antoine antoinette anton antonella antonio antónio antonia
armando arnaud arno astrid augusto aurelie aurélie axel barbora bart bartosz beate beatriz benedetta
benedikt benito benoit benoît bernd bettina birgit björn bogdan boris bruno carina carlo carlos carlotta
cécile cedric cédric celine céline chiara christa christelle christiane christoph claude claudio clemens
clément clementine cornelia corinne cristian cristiano damien daniela daniele dario delphine denis detlef
diego dieter dimitri dirk dmitri dolors domenico dominik dominique dorota edoardo ekaterina elias elisa
elisabeth élise élodie elodie elsa emanuele emil emilia emilie emilio emmanuel enrico enrique erich
ernst esteban etienne étienne eva fabian fabien fabio fabrice federica federico felipe femke fernanda
fernando filip filipa filippo florian floor francesca francesco francisca francisco françois françoise franz
frauke frederic frédéric friedrich fritz gaël gerda gerhard gertrud giacomo gianluca gianni gilles giorgia
giorgio giovanna giovanni giulia giuliano giulio giuseppe gonzalo goran grzegorz guido guillaume guillermo
günter günther gustav hans hanna hannes hanneke harald hartmut heiko heinrich heinz helga helmut henk
henri henrik henrique herman hilde horst ignacio igor ilaria ildikó ilse ines inês inga inge ingrid irina
isabela iván jaap jacek jacques jakob jakub javier jeanne jelena jens jeroen jérôme jesús joachim joana
joao joão jochen johan johann johanna johannes jonas joost jordi jörg jorge josé josef josefina joris
juergen jules julien juliette jürgen justine justyna kai karel karin karina karolina karoline karsten
katarina katarzyna katharina kathrin katja katrin kerstin klaas klara klaus konrad krystyna krzysztof
lara lars laurent lea léa leandro leonardo leonie leonor leticia liesbeth lieke linus lionel lorena lorenzo
lotte luc luca lucie luciana luciano ludovic ludwig luigi luisa luiz lukas lutz maarten maciej magdalena
maike maite malgorzata małgorzata manfred manon manuel manuela mara marcel marcelo marcin marco marek
margarida margherita margot mariana marianne marija marina mario marion marius marko markus marlies
marta marthe marten martina massimo mateo mateusz mathias mathieu mathilde matteo matthias matthieu
maud mauricio mauro maxime melanie mercedes merle michal michał michaela michel michiel mihai mikael
milan milena mireille mirjam mirko monika montserrat nadia nadine natalia nathalie nelson nicola nicolas
nicolás nicoletta niels niklas nikola nikolai nils noemi noémie norbert nuno octavio odile olaf oleg
olivier óscar otto pablo paloma paola paolo pascal patricio patrizia paulina paulo pauline paweł pedro
petra philipp philippe pia pieter pietro pilar piotr rafael rafał raffaele rainer ralf ramón raquel raul
raúl regine reinhard renata renate renato renaud riccardo rieke roberto rocio rocío rodrigo rolf romain
rosario rosalía ruben rüdiger rui rutger sabine salvatore samira sandrine sanne santiago sara saskia
sébastien sergei sergio silke silvia silvio simone slavko sofie solange sonja stefan stefania stefanie
stefano steffen stéphane stijn susana susanne svante sven svetlana sylvain sylvie tanja tatiana thierry
thijs thorsten tiago till timo tobias tomas tomasz torben torsten ulrich ulrike umberto ursula ute valentin
valentina valentino valérie vasco vera vincenzo vitor vittoria vladimir volker walter werner wilhelm
willem wim wojciech wolfgang xavi yannick yves zofia zuzana
"""

ASIAN_AND_AFRICAN = """
aakash aarav abdul abdullah abhishek abu adebayo aditi aditya adnan ahmad ahmed aisha ajay akash akira
akshay alejandra ali alia amina amir amit amita amrita anand ananya angelica anh anil anish anita anjali
ankit ankita anu anuj anup aparna arash archana arif arjun arnav arun aruna arvind asha ashok ashwin asif
aslam ayaan ayesha aziz babak babu bala balaji balakrishnan baraka bashir bhavana bilal binh chandra
chandran charu chetan chidi chinedu chioma daisuke darius deepa deepak deepika devi dhruv dilip dinesh
divya dung duong emeka esra fahad faisal farah farhan farid farida fatemeh fatima fatma gaurav gayathri
geetha girish gita gopal govind hadi haider hakim hamid hamza hanh haruto harish harsh hasan hassan hiba
hina hiroshi hoang huda hussain hussein ibrahim ifeanyi imran indira iqbal ishaan ishita ismail jamal
jamila jaya jayanti jibran jyoti kabir kamal kamala kamran kannan karan karim karthik kavita kavitha
kavya keiko kenji khadija khalid khoa kiran kishore kofi krishna krishnan kumar kwame lakshmi lalita
lamia lata laxmi layla leela leila linh madhavi madhu mahesh mahmoud mai malik manish manoj mariam maryam
masood meena meera mehdi mehmet mei meghana minh mohamed mohammad mohammed mohan mohit mona mukesh murali
mustafa muthu nabil nadeem naresh narayan nasir nasrin naveen neelam neeraj neha ngoc ngozi nguyen nikhil
nila nisha nishant nitin noor nur olu omar omer padma pallavi pankaj parth parvati phuong pooja prabhu
pradeep prakash pranav prasad prashant praveen prem preethi preeti prem priya priyanka puneet quang
quoc rachna radha rafi raghav rahim rahman rahul raj raja rajan rajesh raju ram rama raman ramesh ramya
ranjit rashid rashmi ravi ravindra raza reena rekha reza riaz rima rina ritu rohan rohini rohit ruchi
rukhsana rupa saad saadia sachin sadia sahil saif saira sajid sakura salim salma samir sana sandeep sangeeta
sanjana sanjay sanjeev santosh sara saravanan sarita satish satoshi saurabh seema senthil shah shabana
shahid shalini shankar shanthi sharmila shashi sheela shilpa shiva shivani shobha shreya shruti siddharth
simran sita smita sneha sonali srinivas sriram subash sudha sudhir suman sumit sunil sunita suresh sushma
swati syed tahir takashi takeshi tanvi tanveer tariq tarun tejas thanh thao thuy trang trung tuan tunde
uday uma umar usha usman vaishnavi varun vasanth veena venkat venkatesh vidya vijay vikas vikram vimal
vinay vinod vishal vivek wahid waleed wei xiao xin yasir yasmin yasmina yasmine yogesh yoko yoshi yuki
yusuf zahra zainab zara zeynep zhang ziad zubair
"""

PARTICLES = """
de da do dos das del della dello degli dei di van von vom der den ter ten te la las le les los el al bin ibn bint abu abd ben ould mac mc st o d'
du des zu zur zum av af e y
"""
