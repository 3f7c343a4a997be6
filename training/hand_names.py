"""Names of people in Latin letters, by hand, for cultures whose lists exist in their own script only."""

FIRST = {
    "vietnamese": """
anh bao binh chau chi cuong dao dat diem dieu dong duc dung duong duyen giang ha hai han hang hanh hao hien hieu hoa hoai hoang
hong hue hung huong huy huyen khanh khoa kien kieu kim lam lan linh loan loc long luan ly mai manh minh my nam nga ngan nghia
ngoc nguyet nhan nhi nhung nhu oanh phat phong phu phuc phuong quan quang quoc quy quyen quynh son tam tan thanh thao thi thien
thinh tho thu thuan thuy thy tien tin toan trang tri trinh trung truc tu tuan tuyen tuyet uyen van vinh vy xuan yen""",
    "chinese": """
bing bo chang chao chen cheng chun cong cui da dan dong fang fei feng fu gang guang guo hai han hao heng hong hua huan hui jia jian
jiang jie jin jing jun kai kang kun lan lei li liang lin ling liu long lu mei meng min ming na nan ning peng ping qi qian qiang qin
qing qiu rong rui shan shu shuai shuang tao tian ting wei wen xia xiang xiao xin xing xiu xue xuan yan yang yi yifan yin ying yong
yu yuan yue yun zhe zhen zheng zhi zhiwei zhong zihan zixuan haoran yuxuan xiaoming xiaoli weiming jianhua guoqiang lihua meiling
wing kwok chi ka wai man yee siu mei-ling kit hin tsz yuen kwan""",
    "korean": """
minjun seojun dohyun jiwoo seoyeon jimin yuna hana hyejin jihoon jisoo sooyoung minseok junho jaewon jungkook taehyung seungmin
eunji eunhye haneul hyun hyunwoo jaehyun jiyoung kyung kyungsoo minji minho nari sangwoo sunhee sungjin soomin woojin yejin youngho
youngja yoonji chaeyoung dongwook geun hye-jin ji-hoon min-ji seo-yeon soo-jin sung-ho tae-yang yoo-jin""",
    "japanese": """
akira akiko asuka ayaka ayumi chihiro daichi daisuke emi eri fumiko haruka haruki haruto hideo hikaru hina hiroki hiroshi hiroko
ichiro kaito kana kaori kazuki kazuo keiko keisuke kenichi kenji kenta koichi kumiko kyoko makoto mana mariko masako masaru mayumi
megumi michiko mika miki miyuki naoki naoko natsuki noriko ren rika rina ryo ryota sachiko saki sakura satoshi sayaka shigeru shinji
shizuka shota shun sora takashi takeshi tatsuya tetsuya tomoko toshio tsubasa yasuko yoko yoshiko yuka yuki yuko yumi yuta yuto""",
    "arabic": """
abbas abdallah abdel abdul abdullah abdulrahman abeer adel adnan ahlam ahmad ahmed aisha alaa ali amal amani amina amir amira ammar
anas anwar asma ayman aya aziz bader badr basma bassam bilal bushra dalia dina emad eman fadi fahad faisal farah farid faris fatema
fatima fatimah firas ghada habib hadi hala hamad hamid hamza hana hanan hani hasan hassan haya heba hisham huda hussain hussein
ibrahim ibtisam iman ismail issa jamal jamila jawad kareem karim khadija khaled khalid laila lamia layla leen lina lubna maha mahmoud
majed malak mariam marwa marwan maryam maysa mohamad mohamed mohammad mohammed mona mostafa muhammad munir mustafa nabil nada nadia
nadine nahla naima najwa nasser nawal nizar noor noura nouf omar osama othman qasim rabab rami rana rania rasha rashid reem riad rima
ruba sabah saad saeed safa said salah salim salma saman samar sami samira samer sara sarah shadi shahd sherif suad suhail sultan tamer
tarek tariq thamer wael waleed walid yara yasmin yasmine yasser yazan yousef youssef yusuf zaid zain zainab zakaria ziad zeinab""",
    "south_asian": """
aarav aarti abhay abhijit abhinav abhishek aditi aditya ajay ajit akash akhil akshay alok aman amandeep amar amit amita amol amrita
anand ananya anil anita anjali anjana ankit ankita ankur anoop anuj anupam anuradha anusha aparna archana arjun arnav arti arun
aruna arvind asha ashish ashok ashwin avinash ayesha balaji balwinder bhaskar bhavana bhavesh bhavna bindu chandan chandra charan
chetan chitra darshan deepa deepak deepika devendra devi dhruv dilip dinesh divya durga farhan farida gagan ganesh gaurav gauri gautam
geeta girish gita gopal govind gulshan gurpreet hardeep hari harini harish harjit harpreet harsh harsha hema hemant imran indira ishaan
jagdeep jagdish jaspreet jatin jaya jayant jayesh jitendra jyoti kailash kajal kalpana kalyani kamal kamala kamlesh kanchan kapil karan
karthik kartik kashif kaveri kavita kavitha keerthi keshav kiran kishore komal krishna kritika kuldeep kumar kunal lakshmi lalit lalita
latha lavanya leela madhav madhavi madhu madhuri mahendra mahesh malini mandeep manish manisha manjit manju manjula manoj mansi maya
meena meera megha mehul milind mithun mohan mohit mridula mukesh mukul murali nagaraj namrata nandini naresh narendra naveen navjot
navya neelam neeraj neeta neha nidhi nikhil nikita nilesh nirmala nisha nishant nitin noor omkar padma pallavi pankaj parth parvati
pavan pawan pooja poonam prabhakar prachi pradeep prakash pramod pranav pranay prasad prasanna prashant prateek praveen preeti prerna
prem prithvi priti priya priyanka puja puneet purnima rachana radha raghav raghu rahul raj raja rajan rajani rajat rajeev rajendra
rajesh rajiv raju rakesh ram rama ramesh rani ranjit rashmi ravi ravindra reema rekha renu renuka reshma ritesh ritika ritu rohan
rohini rohit roshan roshni ruchi rupa rupali sachin sadia sahil sai sameer samir sandeep sandhya sangeeta sanjana sanjay sanjeev
santosh sapna sarita sarika satish saurabh savita seema shailesh shalini shankar shanti sharad sharmila shashi sheetal shilpa shital
shivam shobha shraddha shreya shruti shubham shweta siddharth simran sita smita sneha sonal sonali sonia srinivas sridhar subhash
sudha sudhir sujata suman sumit sunanda sunil sunita suresh sushil sushma swapnil swati tanvi tanya tarun tejas trupti tulsi uday
uma umesh upendra usha vaibhav vaishali vandana varsha varun vasant vasudha veena venkat venkatesh vidya vijay vikas vikram vimal
vinay vineet vinod vipin vipul virat vishal vishnu vivek yamini yash yashoda yogesh yogita zubair nusrat tahmina shakib tamim rubel
mushfiq sabbir farzana nasreen rukhsana shabnam shazia shahid waqar wasim usman bilal faizan hina kashif nadeem naveed sajid tanveer
aravind bhuvana deivanai dhanush elango ezhil gowri ilango iniya janaki kala kannan kavin kumaran mani maran muthu nila ponni pugazh
rangan selvam senthil shanmugam sivakumar sundar suriya thamarai thirumal valli vasuki velu vetri yazhini anbu chaitanya dasari gopi
harika jhansi kalyan lokesh mounika nagesh pavani phani ramya ravali rohith sandhya sireesha sravani sukanya swarna tharun vamsi yamuna""",
    "african": """
abebe abena adaeze ade adebayo adeola adjoa afia akin akosua akua ama amara amadou aminata amina ayodele ayo babajide bamidele binta
bolanle boubacar bukola chiamaka chidi chidinma chika chike chinedu chinonso chinwe chioma chukwudi chukwuemeka daouda desta dikeledi
ebele ebony efua ekene ekow emeka enyonam esi ezinne fanta fatou femi folake funke funmi gbenga haile hawa ibrahima ife ifeanyi
ifeoma ikechukwu ime imani isioma issa iyabo jabari jelani kagiso kamau kamaria karabo katlego kehinde kelechi keza khadijatou kofi kojo
koffi kunle kwabena kwaku kwame kwasi lerato lindiwe lwazi mamadou mandla mariama moussa mpho mulenga mwende naledi ndidi neema nana
ngozi njeri nkechi nneka nnamdi nomvula nosipho nthabiseng nyambura obi obinna odion okechukwu olabisi olamide olu olumide onyeka
opeyemi ousmane oyin penda refilwe retha rudo sade salif sekou segun seydou sibusiso sipho siyabonga sizwe soyinka taiwo tamika
tapiwa tariro temitope tendai thabo thandeka thandi themba tinashe titilayo tobi tola tolu tsepo tumelo uche udo unathi uzoma vusi wanjiku
wambui wangari yaa yaw yemi yetunde zanele zinhle zodwa zola zuri""",
    "slavic_greek_hebrew_persian": """
aleksandr aleksei alexei anastasia anatoly andrei anton artem bogdan boris daria dmitri dmitry ekaterina elena evgeny fyodor galina
gennady grigori igor ilya irina ivan katya kirill konstantin ksenia larisa leonid lev ludmila lyudmila makar maksim marina masha
maxim mikhail misha nadezhda natalia natalya natasha nikita nikolai oksana oleg olena olga pavel petr polina roman ruslan sasha sergei
sergey slava sofiya stanislav svetlana taras tatiana tatyana timofei vadim valentina valeria valery vasily vera viktor vitaly vladimir
vladislav volodymyr yana yaroslav yegor yelena yulia yuri zhanna zoya agathe alexandros anastasios andreas antonis apostolos aris
athanasios christos dimitra dimitris eleni evangelos georgios giannis ioanna ioannis katerina kostas kyriaki lefteris manolis nikos
panagiotis pavlos petros sotiris spyros stavros stelios thanos theodoros vasiliki vasilis yannis zoe adi amit asaf avi avigail aviv
ayala dafna dov doron eitan eliana elad gal gilad gili hadas idan ilan itai itamar lior liat maayan meir michal moshe naama nadav nir
noa noam ofer ofir omer oren orly rivka ronen ronit roni shai shimon shira shlomo tal tamar tomer tzvi uri yael yair yaniv yehuda
yonatan yosef zeev ali-reza amin arash arezoo armin arman ashkan atefeh azadeh babak bahar bahram behnam behrouz bijan dariush ehsan
elham elnaz farhad farzad farzaneh fereshteh forough ghazal golnaz hamed hossein iraj javad kamran kaveh kian kourosh ladan leila
mahsa majid mandana mehdi mehran mina mitra mojgan mohsen morteza nasim navid nazanin negar niloufar nima omid parisa parviz payam
pejman peyman pouya ramin reza roya saeid saman samaneh sanaz sepideh shahin shahram shirin siamak sina sohrab soraya tara vahid""",
    "other": """
apinya boonsri chai kanya kulap malee mali narong nattapong niran ploy pim prasert preecha sirikit somchai somsak suda sunisa suthep
thong wichai aroha hemi hine kahu mere ngaire rangi tama tane whetu wiremu alani kai keanu kalani leilani malia nalani noelani
aiyana chayton dakota koda takoda winona amaru inti killa nayra wayra illari sisa yaretzi citlali itzel xochitl tonatiuh""",
}

LAST = {
    "vietnamese": """nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly dinh trinh doan luong mai truong lam ta thai
dao cao luu ha quach tang mac chau kieu""",
    "chinese": """wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng liang xie song tang deng han feng
cao peng zeng xiao tian dong pan yuan cai jiang yu du ye cheng wei su lu ding ren lo shen yao jin xia wei fu fang zou xiong meng qin bai
chan cheung wong lau chow kwok leung tse yeung lai tsang tsui yip fung mak tam poon hui kwan ng ho chiu fong lui hung szeto tsai hsu
hsieh hsiao chiang chung kuo liao tseng yeh chuang peng lien""",
    "korean": """kim lee park choi jung jeong kang cho yoon jang lim han oh seo shin kwon hwang ahn song yoo yu hong jeon ko moon yang son bae
baek heo nam sim noh ha kwak sung cha joo woo koo na min ryu jin ji um chae won bang byun""",
    "japanese": """sato suzuki takahashi tanaka watanabe ito yamamoto nakamura kobayashi kato yoshida yamada sasaki yamaguchi matsumoto inoue
kimura hayashi shimizu saito yamazaki mori abe ikeda hashimoto yamashita ishikawa nakajima maeda fujita ogawa goto okada hasegawa
murakami kondo ishii sakamoto endo aoki fujii nishimura fukuda ota miura fujiwara okamoto matsuda nakagawa nakano harada ono tamura
takeuchi kaneko wada nakayama ishida ueda morita hara shibata sakai kudo yokoyama miyazaki uchida takagi ando taniguchi ohno maruyama""",
    "arabic": """abbas abdallah abdelrahman abdulaziz abu-bakr ahmad al-ahmad al-amin al-ansari al-farsi al-hashimi al-khatib al-masri al-najjar
al-otaibi al-qahtani al-rashid al-sayed al-shammari al-zahrani alharbi aldosari alghamdi almutairi amari amin ansari asad aswad awad
ayad aziz badawi bakri barakat bazzi bishara boulos darwish daher el-amin el-sayed elmasry fadel fahmy farah faraj farhat farouk fayed
ghanem habib haddad hakim hamdan hamdi hammoud harb haroun hasan hashem hassan hijazi hussein ibrahim ismail issa jaber jabbour kamal
kanaan karam karim kassab kassem khalaf khaled khalil khan khatib khoury madani maalouf mahdi mahfouz mahmoud makki malik mansour
masri matar mikhail moussa mubarak mustafa naguib nahas najjar nasr nasser nassar nour obeid omar osman othman qureshi rahal rahman
ramadan rashid rizk saab saad sabbagh sadek said salah salameh saleem saleh salem salib salman samaan sarkis sayegh selim shaaban shadid
shaheen shami sharif sleiman soliman suleiman sultan taha tahan wahab yassin younes yousef zaher zaki zayed zidan""",
    "south_asian": """acharya aggarwal agarwal ahluwalia ahmed akhtar amin anand arora babu bajaj bajwa banerjee bansal basu bedi bhagat bhandari bhardwaj
bhargava bhasin bhat bhatia bhatt bhattacharya bhattacharjee bhavsar biswas bose chadha chakraborty chakravarti chand chandra chatterjee
chaturvedi chaudhary chaudhuri chauhan chawla chopra choudhury dalal das dasgupta datta dave desai deshmukh deshpande deo devan dewan
dhar dhawan dhillon dixit doshi dubey dutta dwivedi gandhi ganguly garg gill ghosh ghoshal goel gokhale gopal gowda goyal grewal grover
guha gulati gupta hegde hossain iyer iyengar jadhav jain jaiswal jha johar joshi kadam kakkar kale kamath kapadia kapoor kapur kaul kaur
khanna khatri khurana kohli krishnan krishnamurthy kulkarni kumar kumari kundu lal lele madan mahajan maheshwari malhotra malik mallick
mane mani mathur mehra mehrotra mehta menon merchant mishra misra mistry mitra modi mohanty mukherjee mukhopadhyay murthy nadar nadkarni
naidu naik nair nambiar nanda narang narayan narayanan natarajan nayak nayar nehru nigam oberoi pai pal palit panchal pandey pandit pandya
panicker parekh parikh parmar patel pathak patil patnaik pawar perera pillai pinto prabhu prajapati prasad puri purohit qureshi raghavan rai
raina raj rajagopal rajan rajput ramachandran raman ramanathan ramaswamy rana ranganathan rangarajan rao rastogi rathore raut rawat ray
reddy roy sachdev saha sahni sahu saini samant sandhu sane sanghvi sankar sarkar sastry sathe savant sawant saxena sehgal sen sengupta
seth sethi shah sharma shekhawat shenoy sheth shetty shinde shroff shukla siddiqui sidhu sikka singh singhal sinha sodhi solanki somani
soni sood srinivasan srivastava subramaniam subramanian sundaram suri swaminathan swamy tandon taneja tata thakkar thakur thapar tiwari
tomar trivedi tyagi upadhyay vaidya varghese varma vasudevan venkataraman verma vora vyas wadhwa walia yadav zaveri rahman islam khatun
begum miah mollah sheikh talukdar bhuiyan chowdhury fernando silva wickramasinghe jayawardena gunawardena ranasinghe bandara dissanayake""",
    "african": """abara abebe abiola achebe adebayo adeleke adeniyi adeyemi adichie afolabi agbaje aguda akinola akintola akinyemi amadi amoah
ampofo anyanwu appiah asante asare awolowo ayodele azikiwe babatunde balogun bankole bekele boateng botha cele chukwu danjuma darko diallo
diop diouf dlamini dube ekwueme eze ezenwa fashola gebre gyamfi haile ibekwe igwe kamara kamau kariuki kaunda keita kenyatta khumalo kibet kimani
kiplagat koroma kuti kwarteng langa mabaso madikizela mahlangu makena malema mandela maseko mathebula mbeki mbatha mboya mensah mkhize
mokoena molefe moyo mthembu mugisha musa mutasa mutua mwangi naidoo ncube ndiaye ndlovu ngcobo ngubane njoroge nkosi nkrumah ntuli nwachukwu
nwosu nyambura nyong'o obasanjo obeng obi ochieng odhiambo odinga ogunbanjo ogunleye ojo okafor okeke okeowo okonkwo okoro okoye okpara oladipo
olawale omondi onyango opoku otieno owusu oyelaran quartey sanogo sarpong sesay sithole sow tembo tesfaye toure traore tshabalala
tutu uba uche umar wanjiru yeboah zulu zuma""",
    "slavic_greek_hebrew_persian": """abramov alexandrov andreev antonov baranov belov bogdanov bondarenko borisov chernov danilov davydov egorov
fedorov filippov fomin frolov gavrilov golubev grigoriev gusev ilyin ivanov ivanova kalinin karpov kazakov kiselev komarov kovalenko kovalev
kovalchuk kozlov krylov kuznetsov kuznetsova lebedev lysenko makarov maksimov markov matveev medvedev melnik melnyk mikhailov mironov morozov
nikitin nikolaev novikov orlov osipov pavlenko pavlov petrenko petrov petrova polyakov ponomarenko popov popova romanov savchenko semenov sergeev
shevchenko sidorov smirnov smirnova sobolev sokolov solovyov sorokin stepanov tarasov tkachenko vasiliev vinogradov volkov vorobyov yakovlev
zaitsev zakharov angelopoulos antoniou apostolou christodoulou demetriou dimitriou economou georgiou giannopoulos ioannidis karagiannis
katsaros konstantinou kostopoulos makris mitropoulos nikolaidis nikolaou oikonomou panagopoulos papadakis papadopoulos papageorgiou
pappas pavlidis stavropoulos theodorou tsakiris vasileiou vlahos abramovich amar avraham azulay barak ben-ami ben-david biton cohen dahan
eliyahu friedman gabay golan goldberg goldstein greenberg grossman hazan katz kaplan levi levy malka mizrahi ohayon peretz rabinovich
rosenberg sasson segal shapira shapiro stern weiss yosef zohar ahmadi akbari alavi amini asadi azizi bagheri bahrami ebrahimi farahani
farhadi ghasemi ghorbani gholami hashemi heydari hosseini jafari karimi kazemi khosravi mahmoudi malekzadeh mohammadi mokhtari moradi mousavi
najafi nazari norouzi pahlavi rahimi rashidi rezaei rostami sadeghi salehi shahidi sharifi soltani tabatabai tehrani yazdani zand zarei""",
    "other": """saetang srisai suwan thongchai chaiyasit boonmee wongsakul rattanaporn phommachanh keomany soukhaseum hale kealoha kahananui
nakamura-lee tuilagi faleolo tamatea parata ngata begay yazzie tsosie nez benally quispe mamani condori huaman choque""",
}

NICKNAMES = """
abby addie al alex andy angie annie archie barb becky ben benji bernie bert beth betsy bill billy bob bobby brad bri cam carrie cass
cathy charlie chaz chris chrissy chuck cindy clem connie coop dan danny dave davey dee deb debbie dick dom don donnie dot drew ed eddie
ellie emmie fran frankie fred freddie gabby gabe gail gene geoff georgie gerry gil ginny greg gus hal hank harry iggy issy izzy jack
jackie jake jamie jan jay jeff jen jenn jenny jerry jess jim jimmy jo joe joey jon jonny josh josie judy kat kate kathy katie kay ken
kenny kim kit kris larry lee len lenny leo les lexi libby linds liz lizzie lou lucy lu maddie maggie mandy marge marty matt max meg mel
mick mickey mike mikey millie mimi minnie moe molly nan nate ned nell nick nicky nik ollie oz pam pat patty peg peggy penny pete phil
polly rae ray reg rich rick ricky rob robbie ron ronnie rory roz russ sal sally sam sammy sandy shell sid stan steph steve stu sue susie
suzy tad tammy ted teddy terri terry tess theo tim timmy tina toby tom tommy toni tony tori tracy trish trixie val vic vicky vince viv
wally walt wes will winnie xander zach zack zeke
"""

WORDS = """
will may mark april june rose grace hope faith joy chase bill drew summer autumn dawn daisy lily iris violet amber ruby pearl jade crystal
ginger olive hazel ivy holly heather robin jay dean earl duke king prince pierce grant lance rich frank ernest art gene gale cliff
rusty sandy sunny star sky skye river brook brooke forest glen dale heath reed rowan sage basil rosemary angel christian charity chastity
destiny harmony melody carol joyful victor victoria paris london austin dallas houston sydney chelsea georgia virginia carolina india asia
kelvin max sue pat bob jack nick rob mike don jim peg penny nickel bonnie candy cookie honey sugar coco kitty bunny bear wolf fox buck
hunter cooper carter mason taylor tyler parker porter fisher archer gunner ranger sailor major general judge reverend legend blaze storm
misty rain snow winter wren birdie dove raven lark phoenix blue gray scarlett auburn ash clay stone flint jet sterling goldie silver
opal diamond gem jewel treasure dream love lovely precious merry noel easter bliss comfort constance patience prudence temperance
"""

LAST_WORDS = """
price page bush field fields hill hills wood woods stone rivers waters lake banks bridges street lane park parks church temple castle
house hall kitchen bell ball book cook baker butcher carpenter mason miller taylor turner tanner potter porter carter driver rider walker
runner fisher hunter shepherd farmer gardener king queen prince knight bishop pope abbott monk noble rich poor young old small little long
short strong moody sharp swift quick wise good best love darling sweet savage wild black white brown green gray grey gold silver rose
lily day week weeks may june winter summer snow frost rain storm wind north south east west noon child man newman freeman bird swan crane
drake finch fox wolf lamb bull buck hogg fish pike salmon bass berry cherry olive rice bean pepper oates wheat barley reed flowers rush moss
root branch cotton silk leather glass steel iron power powers battle sword spear ward guard banner case cash penny pound sterling rate bond
bill bills mark marks hand hands head foot legge hart heart brain blood bone sellers buyer shipp parcell ordway nickel dollar cost early
late day holiday christmas noel easter pace gamble chance hazard luck hope grace trust true self ready settle steady speed steele
"""
